using System.Collections.Immutable;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>
/// Loads client certificates from files, and loads them again when the files are replaced, so that certificates can be
/// renewed while programs run. Thread-safe.
/// </summary>
/// <param name="certificateFile">A PEM file with a certificate; null or empty for none.</param>
/// <param name="directory">
/// A directory with pairs of <c>NAME.cert</c> and <c>NAME.key</c> files. The files can be missing. Null or empty for
/// none.
/// </param>
public sealed class ClientCertificateFiles(
    string? certificateFile, string? keyFile, string? directory, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private ImmutableArray<FileState> _loadedFrom = [];
    private ImmutableArray<ClientCertificate> _loaded = [];

    /// <summary>Gets the certificates, sorted so that expired ones come last.</summary>
    /// <returns>All certificates; empty if there are no files.</returns>
    /// <exception cref="SrpcException">A file is invalid, and no certificates were loaded earlier.</exception>
    public IReadOnlyList<ClientCertificate> Get()
    {
        lock (_lock)
        {
            ImmutableArray<Pair> pairs = [.. FindPairs()];
            ImmutableArray<FileState> files =
                [.. pairs.SelectMany(pair => new[] { pair.Certificate, pair.Key }).Select(FileState.Of)];
            if (!files.SequenceEqual(_loadedFrom))
            {
                Load(pairs, files);
            }

            var now = timeProvider.GetUtcNow().UtcDateTime;
            return [.. _loaded.OrderBy(loaded => loaded.Certificate.NotAfter.ToUniversalTime() <= now)];
        }
    }

    private void Load(ImmutableArray<Pair> pairs, ImmutableArray<FileState> files)
    {
        try
        {
            _loaded = [.. pairs.Select(pair => ClientCertificate.Load(pair.Certificate, pair.Key))];
            _loadedFrom = files;
        }
        catch (SrpcException) when (!_loaded.IsEmpty)
        {
            // The files are being replaced: only one of them is new. The next connection loads them again.
        }
    }

    private IEnumerable<Pair> FindPairs()
    {
        if (!string.IsNullOrEmpty(certificateFile))
        {
            yield return new Pair(certificateFile, keyFile is { Length: > 0 }
                ? keyFile
                : throw new SrpcException(
                    SrpcError.BadCertificate, $"certFile {certificateFile} has no keyFile: configure both"));
        }

        if (string.IsNullOrEmpty(directory) || !Directory.Exists(directory))
        {
            yield break;
        }

        foreach (var certificate in FilesIn(directory))
        {
            // A certificate without a key is not a client certificate; it can be an authority's.
            var key = Path.ChangeExtension(certificate, ".key");
            if (File.Exists(key))
            {
                yield return new Pair(certificate, key);
            }
        }
    }

    private static string[] FilesIn(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*.cert").Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SrpcException(
                SrpcError.BadCertificate,
                $"cannot read the directory of client certificates {directory}: {exception.Message}", exception);
        }
    }

    private readonly record struct Pair(string Certificate, string Key);

    /// <summary>The properties that distinguish a file from its replacement.</summary>
    private readonly record struct FileState(string Path, DateTime WrittenAt, long Length)
    {
        public static FileState Of(string path)
        {
            // Links are followed: certificates are often renewed by changing the target of a link.
            var file = new FileInfo(path);
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return new FileState(path, target.LastWriteTimeUtc, target.Exists ? target.Length : -1);
        }
    }
}
