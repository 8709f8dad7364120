namespace Imaginator.Prose.Tests.Texts;

/// <summary>Where people meet a text. Rules apply to sets of kinds.</summary>
[Flags]
internal enum TextKind
{
    None = 0,

    /// <summary>The message of an exception or a fault.</summary>
    Error = 1,

    /// <summary>The template of a log message.</summary>
    Log = 2,

    /// <summary>The description of a flag, a command or a metric.</summary>
    Help = 4,

    /// <summary>A text of the web pages or the API.</summary>
    Page = 8,

    /// <summary>Another string of a program, such as a line of a build log or a part of a message.</summary>
    String = 16,

    /// <summary>The documentation comment of a member that other assemblies see.</summary>
    PublicComment = 32,

    /// <summary>Another documentation comment.</summary>
    InternalComment = 64,

    /// <summary>A comment in a body, a script or a settings file.</summary>
    LineComment = 128,

    /// <summary>A paragraph or a table cell of a document.</summary>
    Document = 256,

    /// <summary>A heading of a document.</summary>
    Heading = 512,

    /// <summary>A message of a script.</summary>
    Script = 1024,

    Strings = Error | Log | Help | Page | String | Script,
    Documents = Document | Heading,
    Documentation = PublicComment | InternalComment,
    Published = Strings | Documents | PublicComment,
    All = Published | InternalComment | LineComment,
}
