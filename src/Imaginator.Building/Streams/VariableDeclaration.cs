using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Streams;

/// <summary>A variable that a stream accepts from requests and from manifests of other streams.</summary>
/// <param name="Pattern">The regular expression that its values must match as a whole, as configured.</param>
/// <param name="Expression">The compiled pattern.</param>
public sealed record VariableDeclaration(string Pattern, GoRegex Expression)
{
    /// <summary>Whether a value matches.</summary>
    public bool Accepts(string value) => Expression.IsMatch(value);
}
