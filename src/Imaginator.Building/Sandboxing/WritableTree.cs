namespace Imaginator.Building.Sandboxing;

/// <summary>The directories of a sandbox with the host's own root.</summary>
/// <param name="Path">The directory that commands fill, an absolute path.</param>
/// <param name="TemporaryFiles">A directory that commands see as <c>/tmp</c> and <c>/var/tmp</c>.</param>
/// <param name="Hidden">A directory above both that commands do not see otherwise: the state directory.</param>
internal sealed record WritableTree(string Path, string TemporaryFiles, string Hidden);
