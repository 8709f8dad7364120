using Imaginator.Host.Images.Differences;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A line of a text comparison.</summary>
internal sealed record ApiComparedLine
{
    /// <summary>context, added, removed, or gap: equal lines that are left out, whose number is the text.</summary>
    public required string Kind { get; init; }

    /// <summary>The number of the line in the first image, from 1.</summary>
    public int? Before { get; init; }

    /// <summary>The number of the line in the second image, from 1.</summary>
    public int? After { get; init; }

    public required string Text { get; init; }

    public static ApiComparedLine Of(ComparedLine line) => new()
    {
        Kind = line.Kind switch
        {
            ComparedLineKind.Context => "context",
            ComparedLineKind.Added => "added",
            ComparedLineKind.Removed => "removed",
            ComparedLineKind.Gap => "gap",
            _ => throw new ArgumentOutOfRangeException(nameof(line), line.Kind, "unknown kind"),
        },
        Before = line.Before,
        After = line.After,
        Text = line.Text,
    };
}
