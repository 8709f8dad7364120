using System.Collections.Immutable;
using Imaginator.Prose.Tests.Rules;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests.Linting;

/// <summary>Checks the texts of a repository against all rules.</summary>
internal static class Linter
{
    /// <summary>Checks all files, or those below some paths.</summary>
    public static LintReport Check(string root, Allowances allowances, params string[] paths)
    {
        var texts = RepositoryTexts.Of(root, paths).ToImmutableArray();
        var findings = texts.AsParallel().AsOrdered().SelectMany(Check).ToImmutableArray();
        return new LintReport(texts.Length, [.. findings.Where(finding => !allowances.Allow(finding))]);
    }

    /// <summary>What the rules forbid of one text.</summary>
    public static IEnumerable<Finding> Check(Text text)
    {
        var line = text.Value.Replace('\n', ' ');
        return from rule in RuleSet.All
               where rule.AppliesTo(text)
               from match in rule.Matches(line)
               select new Finding(rule, text, match.Index, match.Value);
    }
}
