using Imaginator.Building.Manifests;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>A manifest and the directory that it was read from.</summary>
internal sealed record LoadedManifest(Manifest Manifest, TreeRoot Directory);
