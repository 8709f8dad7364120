namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>A directory of the control group file system below which groups can be made.</summary>
/// <param name="Unified">Whether it belongs to version 2, where one directory serves all controllers.</param>
/// <param name="Controllers">What its groups can limit.</param>
internal sealed record ControlGroupParent(string Directory, bool Unified, Controllers Controllers);
