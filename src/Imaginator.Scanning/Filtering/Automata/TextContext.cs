namespace Imaginator.Scanning.Filtering.Automata;

/// <summary>The kind of the character next to a position in the text, for assertions.</summary>
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
