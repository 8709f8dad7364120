using System.Security.Cryptography;
using System.Text;
using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.Testing.Tests.Sources;

/// <summary>Another source with one fault, and revisions that are hashes of the fetched files.</summary>
internal sealed class FaultySource(IManifestSource inner, SourceFault fault) : IManifestSource
{
    private static readonly EnumerationOptions AllFiles = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    public IReadOnlyCollection<string> Schemes => inner.Schemes;

    public async Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case SourceFault.NeverEnds:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
                break;
            case SourceFault.LogsUrl:
                log.WriteLine($"Fetching {request.Url}");
                break;
            case SourceFault.SkipsFifos:
                RemoveFifos(request.Url["dir://".Length..]);
                break;
            case SourceFault.RequiresOnlyFiles when request.OnlyFiles.Any(
                file => !File.Exists(Path.Combine(request.Url["dir://".Length..], request.Directory, file))):
                throw new ManifestFetchException(ManifestFetchError.UnknownDirectory, $"a file of {request.DisplayUrl} does not exist");
        }

        try
        {
            await inner.FetchAsync(request, log, cancellationToken);
        }
        catch (OperationCanceledException) when (fault == SourceFault.MistakesCancellation)
        {
            throw new ManifestFetchException(ManifestFetchError.Unreachable, $"cannot fetch {request.DisplayUrl}");
        }
        catch (ManifestFetchException e) when (fault == SourceFault.ThrowsUrl)
        {
            throw new ManifestFetchException(e.Reason, e.Message, new IOException($"{request.Url}: not found"));
        }

        Damage(request.TargetDirectory);
        return new ManifestRevision(null, RevisionOf(request.TargetDirectory));
    }

    private static void RemoveFifos(string directory)
    {
        if (Directory.Exists(Path.Combine(directory, "files")))
        {
            File.Delete(Path.Combine(directory, "files/special"));
        }
    }

    private void Damage(string target)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(target, "*", AllFiles).ToArray())
        {
            var file = new FileInfo(path);
            if (fault == SourceFault.LosesPermissions && file is { Exists: true, LinkTarget: null })
            {
                file.UnixFileMode &= ~UnixFileMode.UserExecute;
            }
            else if (fault == SourceFault.FollowsLinks && file.LinkTarget is not null)
            {
                File.Delete(path);
                File.WriteAllText(path, "the contents of the target");
            }
        }
    }

    private string RevisionOf(string target)
    {
        switch (fault)
        {
            case SourceFault.FixesRevision:
                return "0123abcd";
            case SourceFault.InventsRevisions:
                return Guid.NewGuid().ToString("N");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.EnumerateFiles(target, "*", AllFiles).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(target, path)));
            if (new FileInfo(path) is { Exists: true, LinkTarget: null })
            {
                hash.AppendData(File.ReadAllBytes(path));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
