using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">The name.</param>
/// <param name="Location">The part of the request: <c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">The type; see <see cref="TypePart"/>.</param>
/// <param name="Kind">The type as one word of JSON Schema, for the script.</param>
/// <param name="IsRequired">Whether each request must have it.</param>
/// <param name="Text">The description.</param>
internal sealed record DocumentedParameter(
    string Name, string Location, ImmutableArray<TypePart> Type, string Kind, bool IsRequired, string Text);
