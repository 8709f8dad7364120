using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>An answer to an operation.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Text">The description.</param>
/// <param name="Contents">The possible bodies; empty for none.</param>
internal sealed record DocumentedAnswer(string Status, string Text, ImmutableArray<DocumentedContent> Contents);
