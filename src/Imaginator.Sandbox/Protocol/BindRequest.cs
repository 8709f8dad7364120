namespace Imaginator.Sandbox.Protocol;

/// <summary>A directory of the host to show inside the root.</summary>
/// <param name="HostPath">The path of the directory on the host.</param>
/// <param name="PathBelow">A path below it in which symbolic links are refused; can be empty.</param>
/// <param name="MountPoint">The absolute path inside the root.</param>
/// <param name="Writable">Whether the directory is writable inside the root.</param>
internal sealed record BindRequest(string HostPath, string PathBelow, string MountPoint, bool Writable);
