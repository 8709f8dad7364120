using System.Collections.Immutable;
using Imaginator.Building.Comparing;
using Imaginator.Files;
using Imaginator.Host.Images.Differences;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A path that differs between two images.</summary>
internal sealed record ApiChangedFile
{
    /// <summary>For display: \xNN stands for bytes that are not text.</summary>
    public required string Path { get; init; }

    /// <summary>added, removed or changed.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// What differs of a changed path: type, contents, mode, owner, modification-time, target, device, source, extended-attributes or
    /// links.
    /// </summary>
    public ImmutableArray<string>? Changes { get; init; }

    /// <summary>The length of a regular file in the first image, in bytes.</summary>
    public ulong? SizeBefore { get; init; }

    /// <summary>The length of a regular file in the second image, in bytes.</summary>
    public ulong? SizeAfter { get; init; }

    public static ApiChangedFile Of(FileDifference file) => new()
    {
        Path = FileName.ToDisplay(file.Path),
        Kind = file.Kind switch
        {
            FileDifferenceKind.Added => "added",
            FileDifferenceKind.Removed => "removed",
            FileDifferenceKind.Changed => "changed",
            _ => throw new ArgumentOutOfRangeException(nameof(file), file.Kind, "unknown kind"),
        },
        Changes = file.Kind == FileDifferenceKind.Changed ? NamesOf(file.Changes) : null,
        SizeBefore = file.SizeBefore,
        SizeAfter = file.SizeAfter,
    };

    private static ImmutableArray<string> NamesOf(FileChanges changes) =>
        [.. Enum.GetValues<FileChanges>().Where(change => change != FileChanges.None && changes.HasFlag(change)).Select(NameOf)];

    private static string NameOf(FileChanges change) => change switch
    {
        FileChanges.Type => "type",
        FileChanges.Contents => "contents",
        FileChanges.Mode => "mode",
        FileChanges.Owner => "owner",
        FileChanges.ModificationTime => "modification-time",
        FileChanges.Target => "target",
        FileChanges.Device => "device",
        FileChanges.Source => "source",
        FileChanges.ExtendedAttributes => "extended-attributes",
        FileChanges.Links => "links",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "unknown change"),
    };
}
