namespace Imaginator.Host.Images.Trees;

/// <summary>Types and permissions in the form of <c>ls -l</c>.</summary>
internal static class ModeText
{
    private const int Length = 10;
    private const int Permissions = 9;
    private const uint OwnerRead = 0x100;

    private const uint SetUser = 0x800;
    private const uint SetGroup = 0x400;
    private const uint Sticky = 0x200;

    private const int OwnerExecute = 3;
    private const int GroupExecute = 6;
    private const int OthersExecute = 9;

    /// <summary>For example <c>drwxr-xr-x</c>. A symbolic link has no mode.</summary>
    public static string Of(TreeFileKind kind, uint? mode) => mode is not { } bits
        ? "lrwxrwxrwx"
        : string.Create(Length, (kind, bits), static (letters, state) =>
        {
            letters[0] = LetterOf(state.kind);
            for (var i = 0; i < Permissions; i++)
            {
                letters[i + 1] = (state.bits & (OwnerRead >> i)) != 0 ? "rwx"[i % 3] : '-';
            }

            Mark(letters, OwnerExecute, (state.bits & SetUser) != 0, 's', 'S');
            Mark(letters, GroupExecute, (state.bits & SetGroup) != 0, 's', 'S');
            Mark(letters, OthersExecute, (state.bits & Sticky) != 0, 't', 'T');
        });

    private static char LetterOf(TreeFileKind kind) => kind switch
    {
        TreeFileKind.Directory => 'd',
        TreeFileKind.Link => 'l',
        TreeFileKind.CharacterDevice => 'c',
        TreeFileKind.BlockDevice => 'b',
        TreeFileKind.Fifo => 'p',
        _ => '-',
    };

    private static void Mark(Span<char> letters, int index, bool isSet, char withExecute, char withoutExecute)
    {
        if (isSet)
        {
            letters[index] = letters[index] == 'x' ? withExecute : withoutExecute;
        }
    }
}
