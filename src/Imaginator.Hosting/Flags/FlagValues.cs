using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The values of a program's flags. Immutable.</summary>
public sealed class FlagValues
{
    private readonly ImmutableDictionary<string, object> _given;

    internal FlagValues(ImmutableDictionary<string, object> given) => _given = given;

    /// <summary>The defaults of all flags.</summary>
    public static FlagValues Defaults { get; } = new(ImmutableDictionary.Create<string, object>(StringComparer.Ordinal));

    /// <summary>The last value given for a flag, or its default.</summary>
    public T Get<T>(Flag<T> flag)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _given.TryGetValue(flag.Name, out var value) ? (T)value : flag.Default;
    }

    /// <summary>Whether a flag is given on the command line or in a flag file.</summary>
    public bool IsGiven(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _given.ContainsKey(flag.Name);
    }

    /// <summary>Whether a flag is given with another value than its default.</summary>
    internal bool IsChanged(Flag flag) => _given.TryGetValue(flag.Name, out var value) && !value.Equals(flag.DefaultValue);
}
