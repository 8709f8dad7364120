using System.Collections.Immutable;
using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration;

/// <summary>The variables of the variables file. Immutable. Not a record, whose text would contain the values.</summary>
public sealed class SecretVariables(ImmutableDictionary<string, string> values)
{
    public static SecretVariables None { get; } = new(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>By name.</summary>
    public ImmutableDictionary<string, string> Values { get; } = values;

    public bool HasSameValues(SecretVariables other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Values.Count == other.Values.Count
            && Values.All(value => other.Values.TryGetValue(value.Key, out var theirs) && theirs == value.Value);
    }

    /// <summary>Masks the values in texts.</summary>
    public SecretMasker Masker { get; } = new(values.Values);
}
