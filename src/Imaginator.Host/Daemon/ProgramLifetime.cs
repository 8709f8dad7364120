using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Daemon;

/// <summary>
/// Leaves signals to the program: on SIGTERM, builds end while waiting callers are still connected. The default lifetime of the
/// host would close the connections at once.
/// </summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
