using System.Text.Json.Serialization;

namespace Imaginator.PackageCache.Storage;

/// <summary>What the cache knows of a file besides its contents; it stands before them on the disk.</summary>
internal sealed record FileHead
{
    /// <summary>Where it was fetched.</summary>
    public required string Url { get; init; }

    /// <summary>As <see cref="CacheKey.Upstream"/>.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>When all of these contents had come.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>The header of that name; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The header of that name; null for none.</summary>
    public string? ETag { get; init; }

    /// <summary>The header of that name; null for none.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>What the file is found by.</summary>
    [JsonIgnore]
    public CacheKey Key => new(new Uri(Url), Upstream);
}
