namespace Imaginator.Sandbox.Protocol;

/// <summary>What a frame is: requests below 64, replies from 64.</summary>
internal enum FrameType : byte
{
    /// <summary><see cref="EnterRequest"/>: the first frame, which the outer process reads.</summary>
    Enter = 1,

    /// <summary>
    /// <see cref="PrepareRequest"/>: the second frame. Answer: <see cref="Prepared"/> or <see cref="Failed"/>.
    /// </summary>
    Prepare = 2,

    /// <summary>
    /// <see cref="RunRequest"/>. Answer: <see cref="Output"/> frames, then <see cref="Exited"/>; or
    /// <see cref="NotStarted"/>.
    /// </summary>
    Run = 3,

    /// <summary><see cref="SignalRequest"/>. No answer.</summary>
    Signal = 4,

    /// <summary><see cref="UnmountRequest"/>. Answer: <see cref="Unmounted"/> or <see cref="Failed"/>.</summary>
    Unmount = 5,

    /// <summary><see cref="CommandBytes"/> for the terminal of a command. No answer.</summary>
    Input = 6,

    /// <summary><see cref="ResizeRequest"/>. No answer.</summary>
    Resize = 7,

    /// <summary><see cref="PreparedReply"/>: the root is ready for commands.</summary>
    Prepared = 64,

    /// <summary><see cref="FailureReply"/>: the request could not be fulfilled.</summary>
    Failed = 65,

    /// <summary><see cref="CommandBytes"/>: what a command printed.</summary>
    Output = 66,

    /// <summary><see cref="ExitedReply"/>: a command has ended; nothing more comes from it.</summary>
    Exited = 67,

    /// <summary><see cref="NotStartedReply"/>: a command could not be started.</summary>
    NotStarted = 68,

    /// <summary>The mounts are gone. No payload.</summary>
    Unmounted = 69,
}
