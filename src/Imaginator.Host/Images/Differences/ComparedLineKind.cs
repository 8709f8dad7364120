namespace Imaginator.Host.Images.Differences;

/// <summary>The side to which a line of a text comparison belongs.</summary>
internal enum ComparedLineKind
{
    /// <summary>Both texts have the line.</summary>
    Context,

    /// <summary>Only the second text has the line.</summary>
    Added,

    /// <summary>Only the first text has the line.</summary>
    Removed,

    /// <summary>Stands for equal lines that are left out.</summary>
    Gap,
}
