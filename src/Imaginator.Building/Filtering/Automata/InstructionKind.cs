namespace Imaginator.Building.Filtering.Automata;

/// <summary>What an instruction does.</summary>
internal enum InstructionKind
{
    /// <summary>The expression has matched.</summary>
    Match,

    /// <summary>Takes one character.</summary>
    Rune,

    /// <summary>Goes on at two places.</summary>
    Split,

    /// <summary>Goes on if the place in the text is right.</summary>
    Assertion,
}
