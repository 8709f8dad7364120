using System.Diagnostics;
using Imaginator.Host.Configuration.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Configuration;

public sealed class HangUpReloadTests : IDisposable
{
    private readonly ConfigurationSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task HangUp_IsHandledAsSoonAsTheDaemonHasStarted()
    {
        _site.WriteStreams("a");
        using var configuration = await _site.StartAsync();
        using var reload = new HangUpReload(configuration, NullLogger<HangUpReload>.Instance);

        // By now nobody else of this process has to run for it; otherwise the signal would end the process.
        await reload.StartAsync(ConfigurationSite.Token);
        _site.WriteStreams("b");
        using (var kill = Process.Start("kill", ["-HUP", $"{Environment.ProcessId}"]))
        {
            await kill.WaitForExitAsync(ConfigurationSite.Token);
        }

        await Wait.UntilAsync(() => configuration.Current.ImageStreams.Streams.Single().Name == "b");
        await reload.StopAsync(ConfigurationSite.Token);
    }
}
