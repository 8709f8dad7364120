using System.Collections.Immutable;
using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration;

/// <summary>The variables of the variables file. Immutable. (No record: its text would show the values.)</summary>
/// <param name="values">The values by name.</param>
public sealed class SecretVariables(ImmutableDictionary<string, string> values)
{
    /// <summary>No secrets.</summary>
    public static SecretVariables None { get; } = new(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The values by name.</summary>
    public ImmutableDictionary<string, string> Values { get; } = values;

    /// <summary>Whether other variables have the same names and values.</summary>
    /// <param name="other">The other variables.</param>
    /// <returns>Whether they do.</returns>
    public bool HasSameValues(SecretVariables other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Values.Count == other.Values.Count
            && Values.All(value => other.Values.TryGetValue(value.Key, out var theirs) && theirs == value.Value);
    }

    /// <summary>Masks the values in what leaves the process.</summary>
    public SecretMasker Masker { get; } = new(values.Values);
}
