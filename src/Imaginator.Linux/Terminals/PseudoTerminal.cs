using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Terminals;

/// <summary>
/// The controlling end of a pseudo-terminal: a program uses the terminal, and this process emulates it.
/// </summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public static unsafe class PseudoTerminal
{
    private const int Unlock = 0x40045431; // TIOCSPTLCK
    private const int GetPeer = 0x5441; // TIOCGPTPEER
    private const int SetWindowSize = 0x5414; // TIOCSWINSZ

    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    /// <summary>Creates a pseudo-terminal.</summary>
    /// <param name="device">The device that creates pseudo-terminals, for example <c>/dev/ptmx</c>.</param>
    /// <returns>The controlling end, which is non-blocking, and the end for the program.</returns>
    public static (SafeFileHandle Controller, SafeFileHandle Terminal) Open(string device)
    {
        var controller = Descriptors.OpenTerminal(device);
        try
        {
            var locked = 0;
            var descriptor = FileHandles.Descriptor(controller);
            NativeCall.ThrowIfFailed(LibC.ioctl(descriptor, Unlock, &locked), "ioctl TIOCSPTLCK", device);
            var terminal = LibC.ioctl(descriptor, GetPeer, LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC);
            NativeCall.ThrowIfFailed(terminal, "ioctl TIOCGPTPEER", device);
            return (controller, new SafeFileHandle(terminal, ownsHandle: true));
        }
        catch
        {
            controller.Dispose();
            throw;
        }
    }

    /// <summary>Sets the size of the program's terminal.</summary>
    public static void Resize(SafeFileHandle controller, TerminalSize size)
    {
        WindowSize native = default;
        native.Columns = size.Columns;
        native.Rows = size.Rows;
        var result = LibC.ioctl(FileHandles.Descriptor(controller), SetWindowSize, &native);
        NativeCall.ThrowIfFailed(result, "ioctl TIOCSWINSZ", "");
    }
}
