using System.Collections.Concurrent;
using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.Host.Tests;

/// <summary>Manifests of one test by URL and path.</summary>
public sealed class ManifestShelf : IManifestSource
{
    private readonly ConcurrentDictionary<(string Url, string Path), string> _files = new();

    public IReadOnlyCollection<string> Schemes => ["dir"];

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<ManifestRequest> Requests { get; } = new();

    /// <summary>Runs before anything is delivered.</summary>
    public Func<ManifestRequest, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Puts a manifest there.</summary>
    public void Put(string url, string sourceImage, string directory = "") =>
        PutFile(url, directory.Length == 0 ? "manifest" : $"{directory}/manifest", $$"""{"SourceImage": "{{sourceImage}}"}""");

    /// <summary>Puts a file there; one that begins with <c>-> </c> is a link.</summary>
    public void PutFile(string url, string path, string contents) => _files[(url, path)] = contents;

    public async Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        await Before(request, cancellationToken);
        log.WriteLine($"Fetched {request.DisplayUrl}");
        var below = request.Directory.Length == 0 ? "" : request.Directory + "/";
        foreach (var ((url, path), contents) in _files)
        {
            if (url != request.Url || !path.StartsWith(below, StringComparison.Ordinal)
                || !(request.OnlyFiles.IsEmpty || request.OnlyFiles.Contains(path[below.Length..])))
            {
                continue;
            }

            var target = Path.Combine(request.TargetDirectory, path[below.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (contents.StartsWith("-> ", StringComparison.Ordinal))
            {
                File.CreateSymbolicLink(target, contents[3..]);
            }
            else
            {
                await File.WriteAllTextAsync(target, contents, cancellationToken);
            }
        }

        return new ManifestRevision();
    }
}
