using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>GetImageInodes</c>.</summary>
public sealed record GetImageInodesRequest
{
    [GobType("[]filesystem.Filename")]
    public ImmutableArray<string> Filenames { get; init; } = [];

    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>GetImageInodes</c>.</summary>
public sealed record GetImageInodesResponse
{
    public string Error { get; init; } = "";

    public bool ImageExists { get; init; }

    [GobType("map[filesystem.Filename]filesystem.InodeNumber")]
    public IReadOnlyDictionary<string, ulong>? InodeNumbers { get; init; }

    [GobType("map[filesystem.InodeNumber]filesystem.GenericInode")]
    public IReadOnlyDictionary<ulong, Inode>? Inodes { get; init; }

    [GobType("map[filesystem.InodeNumber]uint")]
    public IReadOnlyDictionary<ulong, ulong>? NumLinks { get; init; }
}
