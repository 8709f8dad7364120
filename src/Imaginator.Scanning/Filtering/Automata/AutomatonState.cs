namespace Imaginator.Scanning.Filtering.Automata;

/// <summary>
/// A state of the deterministic automaton: the instructions that the nondeterministic one may have reached, and the
/// kind of the last character.
/// </summary>
internal sealed class AutomatonState : IEquatable<AutomatonState>
{
    private readonly int[] _instructions;
    private readonly AutomatonState?[] _next;
    private readonly int _hashCode;

    public AutomatonState(int[] instructions, TextContext before, int letters)
    {
        _instructions = instructions;
        _next = new AutomatonState?[letters];
        Before = before;
        var hash = default(HashCode);
        hash.Add(before);
        foreach (var instruction in instructions)
        {
            hash.Add(instruction);
        }

        _hashCode = hash.ToHashCode();
    }

    /// <summary>The expression has matched.</summary>
    public static AutomatonState Accepted { get; } = new([], TextContext.Edge, 0);

    /// <summary>The expression can no longer match.</summary>
    public static AutomatonState Dead { get; } = new([], TextContext.Edge, 0);

    /// <summary>The instructions, in ascending order.</summary>
    public ReadOnlySpan<int> Instructions => _instructions;

    /// <summary>The kind of the last character.</summary>
    public TextContext Before { get; }

    /// <summary>A measure of the memory that the state uses.</summary>
    public int Weight => _instructions.Length + _next.Length;

    /// <summary>The state after a letter; null if it is not computed yet.</summary>
    public AutomatonState? this[int letter]
    {
        get => Volatile.Read(ref _next[letter]);
        set => Volatile.Write(ref _next[letter], value);
    }

    public bool Equals(AutomatonState? other) =>
        other is not null && Before == other.Before && Instructions.SequenceEqual(other.Instructions);

    public override bool Equals(object? obj) => Equals(obj as AutomatonState);

    public override int GetHashCode() => _hashCode;
}
