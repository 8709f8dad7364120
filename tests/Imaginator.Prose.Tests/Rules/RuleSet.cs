using System.Collections.Immutable;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>All rules.</summary>
internal static class RuleSet
{
    public static ImmutableArray<Rule> All { get; } =
    [
        .. PersonRules.All,
        .. RequirementRules.All,
        .. InversionRules.All,
        .. ClauseRules.All,
        .. NegationRules.All,
        .. OldWordRules.All,
        .. IdiomRules.All,
        .. NumberRules.All,
        .. ErrorRules.All,
        .. LogRules.All,
        .. GlossaryRules.All,
    ];
}
