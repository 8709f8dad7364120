namespace Imaginator.Host.Web.Console.Parts;

/// <summary>A field for a value that can be secret.</summary>
internal sealed record AskedInput(string Field, string Label);
