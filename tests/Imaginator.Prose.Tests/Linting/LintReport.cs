using System.Collections.Immutable;

namespace Imaginator.Prose.Tests.Linting;

/// <summary>The result of a check.</summary>
internal sealed record LintReport(int TextCount, ImmutableArray<Finding> Findings);
