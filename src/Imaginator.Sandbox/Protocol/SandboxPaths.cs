namespace Imaginator.Sandbox.Protocol;

/// <summary>Paths that commands in a sandbox see and no image has.</summary>
internal static class SandboxPaths
{
    /// <summary>The directory with commands that replace commands of the image, first in <c>PATH</c>.</summary>
    public const string StandIns = "/dev/imaginator";
}
