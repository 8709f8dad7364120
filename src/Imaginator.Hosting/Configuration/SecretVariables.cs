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

    /// <summary>Masks the values in what leaves the process.</summary>
    public SecretMasker Masker { get; } = new(values.Values);
}
