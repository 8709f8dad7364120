using System.Collections.Immutable;
using Imaginator.Building.Comparing;
using Imaginator.Host.Images.Differences;

namespace Imaginator.Host.Web.Console.Images.Differences;

/// <summary>Texts about differences.</summary>
internal static class DiffTexts
{
    private static readonly ImmutableArray<(FileChanges Change, string Text)> Changes =
    [
        (FileChanges.Type, "kind"),
        (FileChanges.Contents, "contents"),
        (FileChanges.Mode, "mode"),
        (FileChanges.Owner, "owner"),
        (FileChanges.ModificationTime, "time"),
        (FileChanges.Target, "target"),
        (FileChanges.Device, "device"),
        (FileChanges.Source, "generator"),
        (FileChanges.ExtendedAttributes, "extended attributes"),
        (FileChanges.Links, "hard links"),
    ];

    public static string Of(FileChanges changes) =>
        string.Join(", ", Changes.Where(change => changes.HasFlag(change.Change)).Select(change => change.Text));

    public static string Of(FileDifferenceKind kind) => kind switch
    {
        FileDifferenceKind.Added => "added",
        FileDifferenceKind.Removed => "removed",
        _ => "changed",
    };

    /// <summary>The sign before a line.</summary>
    public static string SignOf(ComparedLineKind kind) => kind switch
    {
        ComparedLineKind.Added => "+",
        ComparedLineKind.Removed => "-",
        _ => " ",
    };

    /// <summary>The class of the style sheet.</summary>
    public static string ClassOf(ComparedLineKind kind) => kind switch
    {
        ComparedLineKind.Added => "added",
        ComparedLineKind.Removed => "removed",
        ComparedLineKind.Gap => "gap",
        _ => "context",
    };
}
