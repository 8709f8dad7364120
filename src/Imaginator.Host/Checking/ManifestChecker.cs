using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Streams;
using Imaginator.Building.Trees;
using Imaginator.Host.Dependencies;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Plugins;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;

namespace Imaginator.Host.Checking;

/// <summary>
/// Fetches the manifests of all image streams, and checks them as builds do. Nothing is kept, and the state of the daemon is not touched.
/// </summary>
/// <param name="checkouts">Directories that replace manifest URLs.</param>
internal sealed class ManifestChecker(
    PluginSet plugins, SecretVariables secrets, ImmutableDictionary<string, string> checkouts, TimeProvider timeProvider)
{
    // Fetches mostly wait for servers.
    private const int MaximumConcurrentFetches = 8;

    private static readonly TimeSpan MaximumFetchDuration = TimeSpan.FromMinutes(3);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Checks the manifests of streams. Those of streams with a fault, which is reported already, are left out.</summary>
    public async Task<ManifestFaults> RunAsync(
        ImaginatorConfiguration configuration, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        var manifests = configuration.ImageStreams.Streams.Where(stream => stream.Fault is null)
            .Select(stream => TryLocate(stream, configuration.Main, faults)).OfType<ManifestLocation>()
            .GroupBy(location => (location.Url, location.Directory))
            .Select(group => new CheckedManifest([.. group]))
            .ToImmutableArray();
        var results = new ManifestFaults[manifests.Length];
        var work = Directory.CreateTempSubdirectory("imaginator-check-").FullName;
        try
        {
            // Fetchers without privileges pass through it, but cannot list it.
            File.SetUnixFileMode(work, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            await Parallel.ForAsync(
                0,
                manifests.Length,
                new ParallelOptions { MaxDegreeOfParallelism = MaximumConcurrentFetches, CancellationToken = cancellationToken },
                async (index, token) => results[index] = await CheckAsync(manifests[index], work, index, token));
        }
        finally
        {
            Remove(work);
        }

        return new ManifestFaults
        {
            Faults = [.. faults.ToImmutable(), .. results.SelectMany(result => result.Faults)],
            Checked = results.Sum(result => result.Checked),
            NotFetched = results.Sum(result => result.NotFetched),
        };
    }

    private ManifestLocation? TryLocate(ImageStream stream, MainConfiguration main, FaultList faults)
    {
        try
        {
            var location = ManifestLocation.Of(stream, secrets.Values);
            return checkouts.TryGetValue(stream.ManifestUrl, out var directory) || checkouts.TryGetValue(location.Url, out directory)
                ? location with { Url = "dir://" + Path.GetFullPath(directory).Replace("%", "%25", StringComparison.Ordinal) }
                : location;
        }
        catch (ImaginatorException e)
        {
            faults.StreamError(
                new ConfigurationLocation(main.ImageStreamsSource?.Display ?? ""), $"stream \"{stream.Name}\": {secrets.Masker.Mask(e.Message)}");
            return null;
        }
    }

    private async Task<ManifestFaults> CheckAsync(CheckedManifest manifest, string work, int number, CancellationToken cancellationToken)
    {
        var target = Path.Combine(work, $"{number}");
        Directory.CreateDirectory(target, OwnerOnly);
        try
        {
            await FetchAsync(manifest.Locations[0], target, Path.Combine(work, "cache"), cancellationToken);
            using var tree = TreeRoot.OpenManifest(target);
            return new ManifestFaults
            {
                Faults = [.. manifest.FindFaults(tree).Select(fault => fault with { Message = secrets.Masker.Mask(fault.Message) })],
                Checked = 1,
            };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is ImaginatorException or IOException or OperationCanceledException)
        {
            var message = secrets.Masker.Mask(e is OperationCanceledException ? TooSlow : e.Message);
            return IsFaultOfServer(manifest, e)
                ? new ManifestFaults { Faults = [manifest.FaultOf(FaultSeverity.Warning, $"not checked: {message}")], NotFetched = 1 }
                : new ManifestFaults { Faults = [manifest.FaultOf(FaultSeverity.StreamError, message)] };
        }
    }

    private static string TooSlow => $"the fetch did not end within {GoDuration.Format(MaximumFetchDuration)}; check the server";

    /// <summary>A server that does not answer is no fault of the configuration. A directory of this machine always answers.</summary>
    private static bool IsFaultOfServer(CheckedManifest manifest, Exception exception) =>
        !manifest.IsOnThisMachine
        && exception is not ManifestFetchException
        {
            Reason: ManifestFetchError.BadUrl or ManifestFetchError.UnknownRevision or ManifestFetchError.UnknownDirectory
                or ManifestFetchError.TooLarge or ManifestFetchError.BadContents,
        };

    private async Task FetchAsync(ManifestLocation location, string target, string cache, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(MaximumFetchDuration, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var request = new ManifestRequest
        {
            Url = location.Url,
            DisplayUrl = location.Stream.ManifestUrl,
            Directory = location.Directory,
            TargetDirectory = target,
            CacheDirectory = cache,
        };
        await plugins.ManifestSourceOf(request.Url).FetchAsync(request, new FetchOutput(), either.Token);
    }

    private static void Remove(string work)
    {
        // Manifests can contain any file name, including names that are not valid text.
        using (var directory = DirectoryHandle.OpenHost(work))
        {
            TreeRemover.RemoveContents(directory, CancellationToken.None);
        }

        Directory.Delete(work);
    }
}
