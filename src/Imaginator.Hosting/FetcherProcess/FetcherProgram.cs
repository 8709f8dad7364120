using Imaginator.Hosting.Fetching;
using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Linux.Processes;
using Imaginator.Manifests;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Hosting.FetcherProcess;

/// <summary>
/// A fetcher: this program in a process that fetches manifests for another process of it. It reads requests from standard
/// input, answers on standard output, and ends when its input ends.
/// </summary>
internal sealed class FetcherProgram
{
    /// <summary>The only argument of the process.</summary>
    public const string Argument = FetcherConnection.Argument;

    private const int KillSignal = 9;

    private readonly FetcherOutput _output;
    private readonly Lock _lock = new();
    private ActivatedPlugin? _plugin;
    private CancellationTokenSource? _fetch;

    private FetcherProgram(FetcherOutput output) => _output = output;

    /// <summary>Serves requests until the input ends, and then ends the process with its children. Does not return.</summary>
    public static int Run()
    {
        // The text that a plugin prints must not mix with the answers.
        Console.SetOut(TextWriter.Null);
        OfferToBeKilled();

        // Other fetchers of the same user must not read the passwords of this one.
        Namespaces.ForbidInspection();
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var program = new FetcherProgram(new FetcherOutput(output));
        try
        {
            while (FetcherFrames.Read(input, FetcherFrame.MaximumToFetcher) is { } frame)
            {
                program.Accept(frame);
            }
        }
        finally
        {
            // The program has ended, or has no use for this process. A fetch can be inside of native code, and its ssh does not
            // notice the end: only the signal ends all of them. There is nothing to save, see the markers of mirrors.
            ChildProcesses.SignalGroup(Environment.ProcessId, KillSignal);
        }

        return 0;
    }

    // When the memory of the machine runs out, a fetch is lost rather than the program with all builds.
    private static void OfferToBeKilled()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "500");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"cannot set the order in which processes end: {e.Message}");
        }
    }

    private void Accept(FetcherFrame frame)
    {
        switch (frame.Type)
        {
            case FetcherFrameType.Setup:
                SetUp(frame.Read(FetcherJson.Default.FetcherSetup));
                break;
            case FetcherFrameType.Fetch:
                Begin(frame.Read(FetcherJson.Default.FetcherRequest));
                break;
            case FetcherFrameType.Cancel:
                lock (_lock)
                {
                    _fetch?.Cancel();
                }

                break;
            default:
                throw new InvalidDataException($"unknown frame {frame.Type}");
        }
    }

    private void SetUp(FetcherSetup setup)
    {
        var settings = new PluginSettings { Shared = setup.Settings };
        try
        {
            var log = new FetcherLoggerFactory(_output);
            var plugin = new PluginActivator(settings, log, TimeProvider.System).Activate(setup.PluginFolder);

            // The program has the limits; here, the guard only names the plugin in errors.
            var identity = new PluginIdentity(plugin.Plugin.Name, plugin.Plugin.Version, plugin.IsOfProduct);
            _plugin = plugin.GuardedBy(new PluginGuard(identity, new GuardLimits(), log, TimeProvider.System));
            _output.Write(new FetcherFrame(FetcherFrameType.Ready, default));
        }
        catch (PluginLoadException e)
        {
            _output.Fail(e);
        }
    }

    private void Begin(FetcherRequest request)
    {
        var source = _plugin?.ManifestSources.FirstOrDefault(pair => pair.Key == request.Scheme).Value
            ?? throw new InvalidDataException($"no manifest source for the scheme {request.Scheme}");
        var cancellation = new CancellationTokenSource();
        lock (_lock)
        {
            _fetch = cancellation;
        }

        _output.Write(new FetcherFrame(FetcherFrameType.Ready, default));
        _ = Task.Run(() => FetchAsync(source, request, cancellation), CancellationToken.None);
    }

    private async Task FetchAsync(IManifestSource source, FetcherRequest request, CancellationTokenSource cancellation)
    {
        FetcherFrame end;
        try
        {
            var revision = await source.FetchAsync(request.ToManifestRequest(), _output, cancellation.Token);
            end = FetcherFrame.Of(
                FetcherFrameType.Fetched, FetcherRevision.Of(revision), FetcherJson.Default.FetcherRevision);
        }
        catch (Exception e)
        {
            // The boundary around the plugin: the program creates the same exception again.
            end = FetcherOutput.FailureOf(e);
        }

        lock (_lock)
        {
            _fetch = null;
            cancellation.Dispose();
        }

        _output.Write(end);
    }
}
