namespace Imaginator.Building.Filtering.Automata;

/// <summary>What assertions need to know of the character beside a place in the text.</summary>
internal enum TextContext
{
    /// <summary>There is none: the text starts or ends there.</summary>
    Edge,

    /// <summary>A line feed.</summary>
    LineFeed,

    /// <summary>A word character of ASCII.</summary>
    Word,

    /// <summary>Any other character.</summary>
    Other,
}
