using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Imaginator.Building.Documents;

namespace Imaginator.Hosting.Configuration;

/// <summary>The result of loading configuration: the value, which is null if there are errors, and the faults.</summary>
public sealed record ConfigurationResult<T>(T? Value, ImmutableArray<ConfigurationFault> Faults)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsUsable => Value is not null;

    internal static ConfigurationResult<T> Of(T? value, FaultList faults) =>
        new(faults.HasErrors ? null : value, faults.ToImmutable());
}
