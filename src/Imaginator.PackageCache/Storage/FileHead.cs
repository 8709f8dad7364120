using System.Text.Json.Serialization;
using Imaginator.PackageCache.Repositories;

namespace Imaginator.PackageCache.Storage;

/// <summary>The metadata of a cached file, stored on disk before the contents.</summary>
internal sealed record FileHead
{
    /// <summary>The URL of the file.</summary>
    public required string Url { get; init; }

    /// <summary>See <see cref="CacheKey.Route"/>.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>The time when the download was complete.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>The response header with this name; null if absent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The response header with this name; null if absent.</summary>
    public string? ETag { get; init; }

    /// <summary>The response header with this name; null if absent.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Whether the contents have the hash in the name of the file. Older versions did not check it.</summary>
    public bool IsHashChecked { get; init; }

    /// <summary>The headers of requests that the origin distinguishes: the file is for requests without them.</summary>
    public IReadOnlyList<string> Vary { get; init; } = [];

    /// <summary>The kind of a file that a packager type declared; null if the URL determines the kind.</summary>
    public RepositoryFileKind? DeclaredKind { get; init; }

    /// <summary>The key of the file.</summary>
    [JsonIgnore]
    public CacheKey Key
    {
        get
        {
            var key = new CacheKey(new Uri(Url), Upstream);
            return DeclaredKind is { } kind ? key with { Kind = kind } : key;
        }
    }
}
