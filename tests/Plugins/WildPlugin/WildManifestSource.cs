using System.Diagnostics;
using System.Runtime.InteropServices;
using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.TestPlugins;

internal sealed partial class WildManifestSource(IConfiguration configuration, ILogger<WildManifestSource> logger) : IManifestSource
{
    private static readonly List<byte[]> Kept = [];

    public IReadOnlyCollection<string> Schemes => ["wild", "tame", "near"];

    public FetchIsolation IsolationOf(string scheme) => scheme switch
    {
        "tame" => FetchIsolation.UnprivilegedProcess,
        "near" => FetchIsolation.None,
        _ => FetchIsolation.Process,
    };

    public async Task<ManifestRevision> FetchAsync(
        ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        log.WriteLine($"process {Environment.ProcessId}");
        switch (new Uri(request.Url).Host)
        {
            case "managed":
                while (true)
                {
                    Kept.Add(GC.AllocateUninitializedArray<byte>(10 << 20));
                }

            case "native":
                while (true)
                {
                    var memory = Marshal.AllocHGlobal(10 << 20);
                    for (var i = 0; i < 10 << 20; i += 4096)
                    {
                        Marshal.WriteByte(memory, i, 1);
                    }
                }

            case "crash":
                Environment.FailFast("the plugin gives up");
                break;
            case "exit":
                Environment.Exit(3);
                break;
            case "refuse":
                throw new ManifestFetchException(ManifestFetchError.AccessDenied, "cannot fetch: no");
            case "fault":
                throw new InvalidOperationException("a bug");
            case "print":
                Console.WriteLine("this is not a frame");
                LogPrinted(logger, configuration["setting"] ?? "none");
                break;
            case "chatter":
                for (var i = 0; i < 1500; i++)
                {
                    LogPrinted(logger, "loud");
                }

                break;
            case "forge":
                Forge("Imaginator.Audit");
                for (var i = 0; i < 100; i++)
                {
                    Forge($"Category{i}");
                }

                Forge(new string('x', 257));
                ForgedAnswer.Write(ForgedAnswer.Log, "{\"Level\": 2, \"Message\": \"allowed: nothing\"}");
                break;
            case "ahead":
                ForgedAnswer.Write((ForgedAnswer.Fetched, "{\"CommitId\": \"0123456789\"}"), (ForgedAnswer.Log, "{"));
                break;
            case "wait":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "stuck":
                using (Process.Start("sleep", "600"))
                {
                    await Task.Delay(Timeout.Infinite, CancellationToken.None);
                }

                break;
            case "flood":
                var line = new byte[1 << 20];
                for (var i = 0; i < 100; i++)
                {
                    log.Write(line);
                }

                break;
        }

        if (request.CacheDirectory is { } cache)
        {
            Directory.CreateDirectory(cache);
            await File.WriteAllTextAsync(Path.Combine(cache, "kept"), "x", cancellationToken);
        }

        Directory.CreateDirectory(Path.Combine(request.TargetDirectory, "directory"));
        await File.WriteAllTextAsync(Path.Combine(request.TargetDirectory, "directory/manifest"), request.GitBranch, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(request.TargetDirectory, "status"), await File.ReadAllTextAsync("/proc/self/status", cancellationToken), cancellationToken);
        File.CreateSymbolicLink(Path.Combine(request.TargetDirectory, "link"), "directory/manifest");
        return new ManifestRevision(request.GitBranch, "0123456789");
    }

    private static void Forge(string category) => ForgedAnswer.Write(
        ForgedAnswer.Log,
        $"{{\"Category\": \"{category}\", \"Level\": 2, \"EventId\": 5500, \"EventName\": \"Allowed\", \"Message\": \"allowed: rpc:\\nann\"}}");

    [LoggerMessage(100_001, LogLevel.Warning, "The setting is {Setting}")]
    private static partial void LogPrinted(ILogger logger, string setting);
}
