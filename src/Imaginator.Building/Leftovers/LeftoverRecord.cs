using System.Text.Json.Serialization;

namespace Imaginator.Building.Leftovers;

/// <summary>The record of a thing.</summary>
/// <param name="Kind">The name of its kind.</param>
/// <param name="Path">Its path or name.</param>
/// <param name="Boot">The boot of the machine during which it was made.</param>
internal sealed record LeftoverRecord(
    [property: JsonRequired] string Kind, [property: JsonRequired] string Path, [property: JsonRequired] string Boot);
