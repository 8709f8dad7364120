using System.Net.Sockets;
using Imaginator.Connections.Accepting;
using Imaginator.Host.Observability.Service;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Permissions;
using Imaginator.Hosting.Programs;
using Imaginator.Linux.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Daemon;

/// <summary><c>imaginator</c> without a command: runs the daemon.</summary>
internal static class DaemonProgram
{
    private const int MinimumDescriptors = 256;

    /// <summary>What Linux gives to processes.</summary>
    private const int UsualDescriptors = 1024;

    /// <summary>Builds stop within 2 s. The daemon does not wait longer than this for others, and cleans up after them at its next start.</summary>
    private static readonly TimeSpan BuildsStopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Serves until the cancellation, which SIGTERM requests; returns the exit status.</summary>
    public static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        RequireDescriptors(DescriptorLimit.Current());
        ResourceLimits.RaiseFiles(UsualDescriptors);
        if (DescriptorLimit.Current() < UsualDescriptors)
        {
            AssemblyDescriptors.Release();
        }

        SiteBuilder.RequireRoot(context.Flags);

        // 1: open the log, which the other steps write to.
        using var telemetry = DaemonTelemetry.Open(context);
        try
        {
            return await RunAsync(context with { LoggerFactory = telemetry.LoggerFactory }, telemetry, cancellationToken);
        }
        catch (Exception e) when (e is ImaginatorException or IOException or UnauthorizedAccessException)
        {
            // The log has the error too: under an init system, standard error can be lost.
            ServiceLog.CannotStart(telemetry.LoggerFactory.CreateLogger(typeof(DaemonProgram)), e.Message);
            throw;
        }
    }

    private static async Task<int> RunAsync(
        CommandContext context, DaemonTelemetry telemetry, CancellationToken cancellationToken)
    {
        WarnOfForeignState(
            Path.GetFullPath(context.Flags.Get(SharedFlags.StateDirectory)), context.LoggerFactory.CreateLogger(typeof(DaemonProgram)));

        // 2: load the configuration of the site. A fault in it prevents the start.
        await using var site = await DaemonSite.OpenAsync(context, telemetry, cancellationToken);

        // 3: compose the parts.
        await using var daemon = Compose(context, telemetry, site);

        // 4: serve.
        await StartAsync(daemon);
        await AnnounceAsync(context, daemon.Urls);
        await WaitForStopAsync(daemon, cancellationToken);

        // 5: stop. Builds end first, so that waiting callers receive their results.
        await StopBuildsAsync(daemon);
        await daemon.StopAsync(CancellationToken.None);
        return cancellationToken.IsCancellationRequested
            ? 0
            : throw new ImaginatorException("a part of the daemon failed, and it stopped: its log has the details");
    }

    /// <summary>With fewer descriptors, the runtime itself fails, at places that cannot report it.</summary>
    internal static void RequireDescriptors(int? limit)
    {
        if (limit < MinimumDescriptors)
        {
            throw new ImaginatorException(
                $"this process may have {limit} open files, and the daemon needs at least {MinimumDescriptors}; raise the limit, for "
                + "example with \"ulimit -n 65536\", or with LimitNOFILE=65536 in a systemd unit");
        }
    }

    /// <summary>Who can change the state directory can change images. One that every user can write is refused; see <see cref="StateDirectory"/>.</summary>
    internal static void WarnOfForeignState(string path, ILogger logger)
    {
        if (FileTrust.FindOtherWriter(path) is { } fault)
        {
            ServiceLog.StateIsForeign(logger, path, fault);
        }
    }

    /// <summary>The daemon serves without a reader of its output.</summary>
    internal static async Task AnnounceAsync(CommandContext context, IEnumerable<string> addresses)
    {
        try
        {
            await context.Output.WriteLineAsync($"listening on {string.Join(' ', addresses)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ServiceLog.NotAnnounced(context.LoggerFactory.CreateLogger(typeof(DaemonProgram)), e.Message);
        }
    }

    private static async Task StopBuildsAsync(WebApplication daemon)
    {
        using var timeout = new CancellationTokenSource(BuildsStopTimeout);
        await daemon.Services.GetRequiredService<BuildQueue>().StopAsync(timeout.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static WebApplication Compose(CommandContext context, DaemonTelemetry telemetry, DaemonSite site)
    {
        // Flags are the only configuration: ASP.NET Core reads no files or variables.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "imaginator" });
        builder.WebHost.UseKestrelCore();
        telemetry.Log.AddTo(builder.Logging);
        builder.Services.AddDaemon(context, telemetry, site);
        var daemon = builder.Build();
        daemon.MapDaemon();
        return daemon;
    }

    private static async Task StartAsync(WebApplication daemon)
    {
        try
        {
            // SIGTERM does not cancel the start: parts would end before the host expects it. It takes effect right after the start.
            await daemon.StartAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // Parts that have already started stop in order: they would report the end of the others as errors.
            await ((Task)daemon.StopAsync(CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (e is IOException { InnerException: AddressInUseException or SocketException })
            {
                throw new ImaginatorException(
                    $"opening the port failed: {e.Clause()}; choose another port or address with -portNum or -imageServerListen", e);
            }

            throw;
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
