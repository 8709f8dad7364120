using Imaginator.Sandbox.Protocol.Denials;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The type of a frame: requests are below 64, replies are 64 and above.</summary>
internal enum FrameType : byte
{
    /// <summary><see cref="EnterRequest"/>: the first frame. Reply: <see cref="Entered"/> or <see cref="Failed"/>.</summary>
    Enter = 1,

    /// <summary>
    /// <see cref="PrepareRequest"/>: the second frame, even before the first reply. Reply: <see cref="Prepared"/> or
    /// <see cref="Failed"/>.
    /// </summary>
    Prepare = 2,

    /// <summary>
    /// <see cref="RunRequest"/>. Replies: <see cref="Output"/> frames, <see cref="Denied"/> if calls were denied, then
    /// <see cref="Exited"/>; or <see cref="NotStarted"/>.
    /// </summary>
    Run = 3,

    /// <summary><see cref="SignalRequest"/>. No reply.</summary>
    Signal = 4,

    /// <summary><see cref="UnmountRequest"/>. Reply: <see cref="Unmounted"/> or <see cref="Failed"/>.</summary>
    Unmount = 5,

    /// <summary><see cref="CommandBytes"/> for the terminal of a command. No reply.</summary>
    Input = 6,

    /// <summary><see cref="ResizeRequest"/>. No reply.</summary>
    Resize = 7,

    /// <summary><see cref="PreparedReply"/>: the root is ready for commands.</summary>
    Prepared = 64,

    /// <summary><see cref="FailureReply"/>: the request failed.</summary>
    Failed = 65,

    /// <summary><see cref="CommandBytes"/>: output of a command.</summary>
    Output = 66,

    /// <summary><see cref="ExitedReply"/>: a command has ended and sends no more frames.</summary>
    Exited = 67,

    /// <summary><see cref="NotStartedReply"/>: a command could not be started.</summary>
    NotStarted = 68,

    /// <summary>The mounts were removed. No payload.</summary>
    Unmounted = 69,

    /// <summary><see cref="DenialReport"/>: system calls were denied.</summary>
    Denied = 70,

    /// <summary><see cref="EnteredReply"/>: the network exists.</summary>
    Entered = 71,
}
