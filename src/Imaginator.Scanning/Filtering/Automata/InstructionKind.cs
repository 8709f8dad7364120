namespace Imaginator.Scanning.Filtering.Automata;

/// <summary>The operation of an instruction.</summary>
internal enum InstructionKind
{
    /// <summary>The expression has matched.</summary>
    Match,

    /// <summary>Consumes one character.</summary>
    Rune,

    /// <summary>Continues at two instructions.</summary>
    Split,

    /// <summary>Continues if the position in the text satisfies the condition.</summary>
    Assertion,
}
