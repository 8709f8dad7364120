using Imaginator.Host.Observability;
using Imaginator.Host.Queue;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Daemon;

/// <summary><c>imaginator</c> without a command: the daemon, from its flags to its exit status.</summary>
internal static class DaemonProgram
{
    /// <summary>Builds stop within 2 s. One that does not is not waited for for ever; its remains go with the next start.</summary>
    private static readonly TimeSpan BuildsStopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="context">The flags, the clock.</param>
    /// <param name="cancellationToken">Stops the daemon: SIGTERM.</param>
    /// <returns>The exit status: 0.</returns>
    /// <exception cref="ImaginatorException">It cannot start; the message says why and what to do.</exception>
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        SiteBuilder.RequireRoot(context.Flags);

        // 1: the log, which tells of all the rest.
        using var telemetry = DaemonTelemetry.Open(context);
        try
        {
            return await RunAsync(context with { LoggerFactory = telemetry.LoggerFactory }, telemetry, cancellationToken);
        }
        catch (ImaginatorException e)
        {
            // Where the keeper or systemd starts the daemon, nobody sees what else is said of it.
            ObservabilityLog.CannotStart(telemetry.LoggerFactory.CreateLogger(typeof(DaemonProgram)), e.Message);
            throw;
        }
    }

    private static async Task<int> RunAsync(
        CommandContext context, DaemonTelemetry telemetry, CancellationToken cancellationToken)
    {
        // 2: what the site has configured. A fault in it stops the start.
        await using var site = await DaemonSite.OpenAsync(context, telemetry, cancellationToken);

        // 3: the parts, wired together in one place.
        await using var daemon = Compose(context, telemetry, site);

        // 4: serve.
        await StartAsync(daemon, cancellationToken);
        await context.Output.WriteLineAsync($"listening on {string.Join(' ', daemon.Urls)}");
        await WaitForStopAsync(daemon, cancellationToken);

        // 5: end what runs, and go. Builds first, so that those who wait for them hear what became of them.
        await StopBuildsAsync(daemon);
        await daemon.StopAsync(CancellationToken.None);
        return cancellationToken.IsCancellationRequested
            ? 0
            : throw new ImaginatorException("a part of the daemon failed, and it stopped: its log has the details");
    }

    private static async Task StopBuildsAsync(WebApplication daemon)
    {
        using var timeout = new CancellationTokenSource(BuildsStopTimeout);
        await daemon.Services.GetRequiredService<BuildQueue>().StopAsync(timeout.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static WebApplication Compose(CommandContext context, DaemonTelemetry telemetry, DaemonSite site)
    {
        // Nothing is read from files or variables of ASP.NET's own: the flags say everything.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "imaginator" });
        builder.WebHost.UseKestrelCore();
        telemetry.Log.AddTo(builder.Logging);
        builder.Services.AddDaemon(context, telemetry, site);
        var daemon = builder.Build();
        daemon.MapDaemon();
        return daemon;
    }

    private static async Task StartAsync(WebApplication daemon, CancellationToken cancellationToken)
    {
        try
        {
            await daemon.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            // What has started before the port ends in order, which is no failure of its own.
            await daemon.StopAsync(CancellationToken.None);

            // Kestrel's word for a port that cannot be had.
            throw new ImaginatorException($"{e.Message} Choose another port with -portNum, or -imageServerListen.", e);
        }
    }

    private static async Task WaitForStopAsync(WebApplication daemon, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            daemon.Lifetime.ApplicationStopping, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
