using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>The sizes of the entries of a directory with everything below them, the largest first. Hard links count once in an image.</summary>
internal sealed record ApiDirectorySizes
{
    public required string Path { get; init; }

    /// <summary>The size of all regular files below the directory.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>The number of all files below the directory.</summary>
    public required long Files { get; init; }

    public required ImmutableArray<ApiDirectorySize> Entries { get; init; }

    /// <summary>The size of the entries that are left out.</summary>
    public required ulong OtherBytes { get; init; }
}
