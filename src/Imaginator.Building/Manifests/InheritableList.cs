using System.Collections.Immutable;

namespace Imaginator.Building.Manifests;

/// <summary>A list of a manifest that replaces the list of the source image (<c>filter</c>) or is added to it (<c>filter.add</c>).</summary>
/// <param name="Items">The items, in the order of the file.</param>
/// <param name="AddsToSourceImage">Whether they are merged with those of the source image.</param>
internal sealed record InheritableList<T>(ImmutableArray<T> Items, bool AddsToSourceImage);
