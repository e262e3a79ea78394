#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gaoler_fuzz::option_list(data));
