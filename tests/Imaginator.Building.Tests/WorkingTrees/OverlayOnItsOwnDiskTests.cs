using Imaginator.Building.Workspaces;

namespace Imaginator.Building.WorkingTrees;

/// <summary>The same where each build has a file system.</summary>
public sealed class OverlayOnItsOwnDiskTests() : OverlayTreeTests(new BuildDiskSettings(BuildDiskMode.FileSystem, 256 * 1024 * 1024));
