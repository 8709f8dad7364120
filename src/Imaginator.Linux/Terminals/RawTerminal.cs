using Tmds.Linux;

namespace Imaginator.Linux.Terminals;

/// <summary>
/// The terminal of this process in raw mode, for use by another program: keys are passed on unchanged. Disposing
/// restores the previous mode.
/// </summary>
public sealed unsafe class RawTerminal : IDisposable
{
    private const int GetAttributes = 0x5401; // TCGETS
    private const int SetAttributes = 0x5402; // TCSETS
    private const int GetWindowSize = 0x5413; // TIOCGWINSZ
    private const int AttributesLength = 64; // struct termios has 36 bytes on Linux; some spare space
    private const int StandardInput = 0;

    // The first four words of struct termios, and the positions of the two relevant control characters.
    private const int InputModes = 0;
    private const int OutputModes = 1;
    private const int ControlModes = 2;
    private const int LocalModes = 3;
    private const int ControlCharacters = 17;
    private const int MinimumCharacters = ControlCharacters + 6; // VMIN
    private const int Timeout = ControlCharacters + 5; // VTIME

    // The flags that cfmakeraw(3) clears and sets.
    private const uint InputProcessing = 0x5EB; // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
    private const uint OutputProcessing = 0x1; // OPOST
    private const uint LocalProcessing = 0x804B; // ECHO ECHONL ICANON ISIG IEXTEN
    private const uint CharacterSize = 0x130; // CSIZE PARENB
    private const uint EightBits = 0x30; // CS8

    private readonly byte[] _before;

    private RawTerminal(byte[] before) => _before = before;

    /// <summary>
    /// The size of the terminal on standard input; 80 by 24 if there is no terminal or its size is unknown.
    /// </summary>
    public static TerminalSize Size
    {
        get
        {
            var size = stackalloc ushort[4];
            return LibC.ioctl(StandardInput, GetWindowSize, size) == 0 && size[0] > 0 && size[1] > 0
                ? new TerminalSize(Columns: size[1], Rows: size[0])
                : new TerminalSize(80, 24);
        }
    }

    /// <summary>Switches the terminal on standard input to raw mode.</summary>
    /// <returns>
    /// An object that restores the terminal when it is disposed; null if standard input is not a terminal.
    /// </returns>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static RawTerminal? TryEnter()
    {
        var before = new byte[AttributesLength];
        fixed (byte* pointer = before)
        {
            if (LibC.ioctl(StandardInput, GetAttributes, pointer) < 0)
            {
                return null;
            }
        }

        Set(MakeRaw(before));
        return new RawTerminal(before);
    }

    /// <inheritdoc/>
    public void Dispose() => Set(_before);

    internal static byte[] MakeRaw(byte[] attributes)
    {
        var raw = (byte[])attributes.Clone();
        var modes = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(raw.AsSpan());
        modes[InputModes] &= ~InputProcessing;
        modes[OutputModes] &= ~OutputProcessing;
        modes[LocalModes] &= ~LocalProcessing;
        modes[ControlModes] = (modes[ControlModes] & ~CharacterSize) | EightBits;
        raw[MinimumCharacters] = 1;
        raw[Timeout] = 0;
        return raw;
    }

    private static void Set(byte[] attributes)
    {
        fixed (byte* pointer = attributes)
        {
            NativeCall.ThrowIfFailed(LibC.ioctl(StandardInput, SetAttributes, pointer), "ioctl TCSETS", "standard input");
        }
    }
}
