using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Imaginator.Building.Documents;

namespace Imaginator.Hosting.Configuration;

/// <summary>What came out of loading configuration: a value, or the errors that prevent it.</summary>
/// <param name="Value">The value; null if there are errors.</param>
/// <param name="Faults">Everything that was found, in the order of reading; warnings may stand beside a value.</param>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed record ConfigurationResult<T>(T? Value, ImmutableArray<ConfigurationFault> Faults)
    where T : class
{
    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsUsable => Value is not null;

    internal static ConfigurationResult<T> Of(T? value, FaultList faults) =>
        new(faults.HasErrors ? null : value, faults.ToImmutable());
}
