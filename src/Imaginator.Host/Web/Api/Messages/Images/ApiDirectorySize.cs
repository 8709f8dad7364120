namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>The size of an entry of a directory.</summary>
internal sealed record ApiDirectorySize
{
    /// <summary>For display: \xNN stands for bytes that are not text.</summary>
    public required string Name { get; init; }

    public required bool IsDirectory { get; init; }

    public required ulong Bytes { get; init; }

    /// <summary>The number of files: 1 for a file, all below it for a directory.</summary>
    public required long Files { get; init; }
}
