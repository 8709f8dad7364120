using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Daemon;

/// <summary>
/// Leaves signals to the program: on SIGTERM builds end first, while those who wait for them are still connected. The host's
/// own way would be to close the connections at once.
/// </summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
