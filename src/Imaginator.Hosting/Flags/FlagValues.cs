using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The values of a program's flags. Immutable.</summary>
public sealed class FlagValues
{
    private readonly ImmutableDictionary<string, object> _given;

    internal FlagValues(ImmutableDictionary<string, object> given) => _given = given;

    /// <summary>No flag given: every flag has its default.</summary>
    public static FlagValues Defaults { get; } = new(ImmutableDictionary.Create<string, object>(StringComparer.Ordinal));

    /// <summary>A flag's value: the one given last, or its default.</summary>
    /// <param name="flag">The flag.</param>
    /// <typeparam name="T">The type of its value.</typeparam>
    /// <returns>The value.</returns>
    public T Get<T>(Flag<T> flag)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _given.TryGetValue(flag.Name, out var value) ? (T)value : flag.Default;
    }

    /// <summary>Whether a flag was given, on the command line or in a flag file.</summary>
    /// <param name="flag">The flag.</param>
    /// <returns>False where its default holds because nothing else was said.</returns>
    public bool IsGiven(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _given.ContainsKey(flag.Name);
    }
}
