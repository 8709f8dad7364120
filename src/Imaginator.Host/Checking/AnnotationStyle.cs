namespace Imaginator.Host.Checking;

/// <summary>The forges that show faults in the files of a change.</summary>
internal enum AnnotationStyle
{
    None,

    /// <summary>Workflow commands of GitHub Actions, which Gitea and Forgejo know, too.</summary>
    GitHub,

    /// <summary>A code quality report of GitLab.</summary>
    GitLab,
}
