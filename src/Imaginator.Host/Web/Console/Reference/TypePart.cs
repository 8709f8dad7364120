namespace Imaginator.Host.Web.Console.Reference;

/// <summary>
/// A part of the name of a type. The type <c>array of ApiBuild or null</c> has three parts: the name of a schema, and the words around it.
/// </summary>
internal sealed record TypePart(string Text, bool IsSchema = false);
