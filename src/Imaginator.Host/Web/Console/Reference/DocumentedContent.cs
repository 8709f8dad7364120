using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>A possible body of an answer.</summary>
/// <param name="MediaType">The media type.</param>
/// <param name="Type">The type; empty for bytes.</param>
internal sealed record DocumentedContent(string MediaType, ImmutableArray<TypePart> Type);
