using System.Collections.Immutable;

namespace Imaginator.Building.Manifests;

/// <summary>A list of a manifest that stands for itself (<c>filter</c>) or is added to the source image's (<c>filter.add</c>).</summary>
/// <param name="Items">The items, in the order of the file.</param>
/// <param name="AddsToSourceImage">Whether they are merged with those of the source image.</param>
internal sealed record InheritableList<T>(ImmutableArray<T> Items, bool AddsToSourceImage);
