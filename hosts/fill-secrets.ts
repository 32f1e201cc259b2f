// A small program on a host that puts secrets into a copy of a configuration, in memory, when its unit starts.
import { configFile } from './base.ts'
import { type Place, secretsFolder } from './place.ts'
import type { UnitCommand } from './unit.ts'

const PROGRAM = '/usr/local/lib/ronda/fill-secrets'

/** `plain`: as the file stands. `environment`: each secret escaped for a file of systemd's variables, in double quotes. */
export type FillStyle = 'plain' | 'environment'

/**
 * Puts what `{secret:FILE}` and `{secret-url:FILE}` name in `from` into `to`, FILE being a file of the folder of secrets.
 * To be run as the user of the unit, with `to` in its own folder of /run.
 */
export function fillSecrets(place: Place, from: string, to: string, style: FillStyle): UnitCommand {
  return { run: [PROGRAM, secretsFolder(place), from, to, style] }
}

/** Perl is part of every Debian; the program says which file is missing and writes nothing then. */
export const FILL_SECRETS = configFile(
  PROGRAM,
  `#!/usr/bin/perl
# fill-secrets FOLDER FROM TO STYLE: a copy of FROM with the secrets that it names.
use strict;
use warnings;
my ($folder, $from, $to, $style) = @ARGV;
umask 077;
sub slurp {
    my ($path) = @_;
    open(my $in, '<', $path) or die "$path: $!\\n";
    local $/;
    return scalar <$in>;
}
sub secret {
    my ($how, $file) = @_;
    die "$from names the secret $file, which is no file\\n" if $file =~ m{/|^\\.};
    my $value = slurp("$folder/$file");
    $value =~ s/\\r?\\n\\z//;
    die "$folder/$file is empty\\n" if $value eq '';
    $value =~ s/([^A-Za-z0-9_.~-])/sprintf('%%%02X', ord $1)/ge if $how eq '-url';
    $value =~ s/([\\\\"\`\\$])/\\\\$1/g if $style eq 'environment';
    return $value;
}
my $text = slurp($from);
$text =~ s/\\{secret(-url)?:([A-Za-z0-9_:+=.@%-]+)\\}/secret($1 \\/\\/ '', $2)/ge;
open(my $out, '>', "$to.new") or die "$to.new: $!\\n";
print {$out} $text or die "$to.new: $!\\n";
close($out) or die "$to.new: $!\\n";
rename("$to.new", $to) or die "$to: $!\\n";
`,
  '0755',
)
